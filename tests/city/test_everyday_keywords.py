"""The services that people report most have many everyday words, in every language."""

from typing import cast

import pytest
from flask import Flask

from app.city.catalogue import City
from app.city.keywords import service_keywords
from app.city.letters import fold
from app.i18n import force_language
from tests.city.everyday_words import LANGUAGES, phrases_of

LEAST_KEYWORDS = 12
DEFAULT = "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_most_used_services_have_many_keywords(philadelphia: Flask, language: str) -> None:
    city = cast(City, philadelphia.extensions["city"])
    with philadelphia.test_request_context(), force_language(language):
        for code in {phrase.code for phrase in phrases_of(DEFAULT)}:
            service = city.service(code)
            assert service
            keywords = service_keywords(service)
            assert len({fold(keyword) for keyword in keywords}) >= LEAST_KEYWORDS, f"{code}: {', '.join(keywords)}"
            assert language == DEFAULT or set(keywords) != set(service.keywords), f"{code} has English keywords"
