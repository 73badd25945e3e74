"""What a phone keeps until the city has it, put there as the outbox writes it: states that are hard to come by."""

import hashlib
import json
from base64 import b64encode
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page

# The pages' own outbox makes the store; rows written beside it are told to every page, as its own are.
PUT = """async ([row, photos]) => {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open('stoop');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
  const body = row.body === null ? null : new TextEncoder().encode(row.body).buffer;
  const writing = database.transaction(['sendings', 'photos'], 'readwrite');
  writing.objectStore('sendings').put({ ...row, body });
  for (const [key, text] of photos) writing.objectStore('photos').put(bytesOf(text), key);
  await new Promise((resolve, reject) => { writing.oncomplete = resolve; writing.onerror = reject; });
  database.close();
  const channel = new BroadcastChannel('stoop-outbox');
  channel.postMessage({ kind: 'changed', id: row.id });
  channel.close();
  localStorage.setItem('stoop', '1');
}"""
READ = """async (store) => {
  const database = await new Promise((resolve) => {
    indexedDB.open('stoop').onsuccess = ({ target }) => resolve(target.result);
  });
  const rows = await new Promise((resolve) => {
    database.transaction(store).objectStore(store).getAll().onsuccess = ({ target }) => resolve(target.result);
  });
  database.close();
  return rows.map(({ state }) => state ?? 'photo');
}"""

Photo = tuple[str, bytes]

ROW: dict[str, Any] = {
    "kind": "reports", "secret": "a-secret-of-thirty-two-characters", "state": "draft", "language": "en",
    "reportId": None, "createdAt": 0, "changedAt": 0, "body": None, "told": None, "receipt": None, "trouble": None,
    "draft": {"fields": [], "place": {"kind": "nothing"}, "step": "photo"}, "attempts": 0, "nextTryAt": 0,
    "summary": {"service": "Graffiti", "place": "1234 Market St", "words": ""},
}  # fmt: skip
TROUBLE: dict[str, Any] = {"status": 0, "code": "", "message": "", "errors": [], "isForeign": False}


def keep(page: Page, *, photos: tuple[Photo, ...] = (), **changes: Any) -> str:
    """Put a row there, with photos of (sha256, bytes); its id. The page must have opened its outbox."""
    kept = [_kept(photo) for photo in photos]
    row = ROW | {"id": str(uuid4()), "photos": kept} | changes
    if isinstance(row["body"], dict):
        row["body"] = json.dumps(row["body"])
    data = [[photo["key"], b64encode(content).decode()] for photo, (_digest, content) in zip(kept, photos, strict=True)]
    page.evaluate(PUT, [row, data])
    return str(row["id"])


def _kept(photo: Photo) -> dict[str, Any]:
    digest, content = photo
    return {"key": str(uuid4()), "sha256": digest, "type": "image/jpeg", "bytes": len(content), "state": "kept"}


def named(content: bytes) -> Photo:
    """A photo with the digest that names it."""
    return hashlib.sha256(content).hexdigest(), content


def states(page: Page, store: str = "sendings") -> list[str]:
    """Where each row stands."""
    return list(page.evaluate(READ, store))
