"""What is on this phone: the page that says what is kept, the switch for shared phones, and deleting it all.

What a phone keeps stands in its browser, which only scripts can count; the server knows the cookies. Both forms work
without scripts, and scripts do the rest of the work where there are some.
"""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.cases import keyring
from app.extensions import db
from app.followers import device, operations
from app.pwa.blueprint import bp

# The browser's copies, and everything that scripts kept. Not "cookies": the language and the switch stay.
EVERYTHING = '"cache", "storage"'


@bp.get("/<lang>/phone")
def phone() -> ResponseReturnValue:
    """What is kept. A shared phone gets its cookies anew: without a connection scripts could only set the switch."""
    is_shared, key_count = keyring.is_shared(), len(keyring.keys())
    is_deleted = "deleted" in request.args and not key_count
    page = render_template("pwa/phone.html", is_shared=is_shared, key_count=key_count, is_deleted=is_deleted)
    response = make_response(page)
    if is_shared:
        keyring.say_shared(response, is_shared=True)
    return response


@bp.post("/<lang>/phone/shared")
def share() -> ResponseReturnValue:
    """Others use this phone too, or no longer do."""
    response = redirect(url_for("pwa.phone", _anchor="shared"), 303)
    keyring.say_shared(response, is_shared=request.form.get("shared") != "off")
    return response


@bp.post("/<lang>/phone/forget")
def forget() -> ResponseReturnValue:
    """Forget whose reports this phone sent, and whom we told of what. Scripts delete the rest themselves; a plain form
    asks the browser to.
    """
    response = redirect(url_for("pwa.phone", deleted=1), 303)
    keyring.forget_keys(response)
    follower = device.current_follower()
    if follower:
        operations.forget_follower(follower)
        db.session.commit()
    device.forget(response)
    if request.form.get("what") == "everything":
        response.headers["Clear-Site-Data"] = EVERYTHING
    return response
