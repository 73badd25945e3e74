"""The pages of cases stand in one blueprint, whichever file they are written in."""

from flask import Blueprint

bp = Blueprint("cases", __name__)
