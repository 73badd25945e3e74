"""The service worker's file, and the page for what is not saved on this phone."""
