"""What a phone keeps until the city has it, put there as the outbox writes it: states that are hard to come by."""

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
}"""
READ = """async (store) => {
  const database = await new Promise((resolve) => { indexedDB.open('stoop').onsuccess = ({ target }) => resolve(target.result); });
  const rows = await new Promise((resolve) => {
    database.transaction(store).objectStore(store).getAll().onsuccess = ({ target }) => resolve(target.result);
  });
  database.close();
  return rows.map(({ state }) => state ?? 'photo');
}"""


def keep(page: Page, *, photos: tuple[tuple[str, bytes], ...] = (), **changes: Any) -> str:
    """Put a row there, with photos of (sha256, bytes); its id. The page must have opened its outbox."""
    row: dict[str, Any] = {
        "id": str(uuid4()), "kind": "reports", "secret": "a-secret-of-thirty-two-characters", "state": "draft", "language": "en",
        "reportId": None, "createdAt": 0, "changedAt": 0, "body": None, "told": None, "receipt": None, "attempts": 0, "nextTryAt": 0,
        "draft": {"fields": [], "place": {"kind": "nothing"}, "step": "photo"}, "trouble": None,
        "summary": {"service": "Graffiti", "place": "1234 Market St", "words": ""},
    }  # fmt: skip
    kept = [
        {"key": str(uuid4()), "sha256": digest, "type": "image/jpeg", "bytes": len(data), "state": "kept"}
        for digest, data in photos
    ]
    row |= {"photos": kept} | changes
    if isinstance(row["body"], dict):
        row["body"] = json.dumps(row["body"])
    data = [[photo["key"], b64encode(content).decode()] for photo, (_digest, content) in zip(kept, photos, strict=True)]
    page.evaluate(PUT, [row, data])
    return str(row["id"])


def states(page: Page, store: str = "sendings") -> list[str]:
    """Where each row stands."""
    return list(page.evaluate(READ, store))
