"""The promises at full size: each campaign prints its figures and gives back, in words, what does not hold."""
