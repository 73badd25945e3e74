"""What makes the site an app stands in one blueprint, whichever file it is written in."""

from flask import Blueprint

bp = Blueprint("pwa", __name__)
