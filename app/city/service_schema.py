"""What the files about services and stops may hold."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.city import catalogue
from app.city.fields import Code, Flag, Keyword, Name, Note, Phone, Rank, Slug, Text, Website
from app.city.schema import Entry

MIN_KEYWORDS = 5
MAX_PROMISE_DAYS = 3650
LEAST_SAME_M, MOST_SAME_M = 5, 500  # what lies further apart is another problem, whatever it is called


class PromiseEntry(Entry):
    """How long a service takes."""

    days: Annotated[int, Field(gt=0, le=MAX_PROMISE_DAYS)]
    kind: catalogue.PromiseKind
    placeholder: Flag = False

    def build(self) -> catalogue.Promise:
        return catalogue.Promise(self.days, self.kind, self.placeholder)


class ValueEntry(Entry):
    """One choice of a list question."""

    key: Code
    name: Name

    def build(self) -> catalogue.Value:
        return catalogue.Value(self.key, self.name)


class QuestionEntry(Entry):
    """One question of a service."""

    code: Code
    datatype: catalogue.Datatype
    label: Name
    hint: Note = ""
    required: Flag = False
    private: Flag = False
    values: tuple[ValueEntry, ...] = ()

    @model_validator(mode="after")
    def _has_values_only_for_a_list(self) -> Self:
        is_list = self.datatype in catalogue.LIST_DATATYPES
        if is_list and not self.values:
            raise ValueError(f"a {self.datatype} question needs `values`")
        if self.values and not is_list:
            raise ValueError(f"a {self.datatype} question has no `values`")
        return self

    def build(self) -> catalogue.Question:
        return catalogue.Question(
            code=self.code,
            datatype=self.datatype,
            label=self.label,
            hint=self.hint,
            is_required=self.required,
            is_private=self.private,
            values=tuple(value.build() for value in self.values),
        )


class ServiceEntry(Entry):
    """One of services.yaml or services/*.yaml."""

    code: Code
    name: Name
    names_elsewhere: tuple[Name, ...] = ()
    group: Code
    agency: Code
    description: Text
    keywords: Annotated[tuple[Keyword, ...], Field(min_length=MIN_KEYWORDS)]
    promise: PromiseEntry | None = None
    popular: Rank | None = None
    private: Flag = False
    rounded: Flag = False
    icon: Slug
    retired: Flag = False
    same_within_m: Annotated[int, Field(ge=LEAST_SAME_M, le=MOST_SAME_M)] = catalogue.SAME_WITHIN_M
    kin: tuple[Code, ...] = ()
    questions: tuple[QuestionEntry, ...] = ()

    @model_validator(mode="after")
    def _is_popular_only_while_open(self) -> Self:
        if self.retired and self.popular is not None:
            raise ValueError("a retired service cannot be `popular`")
        return self

    def build(self) -> catalogue.Service:
        return catalogue.Service(
            code=self.code,
            name=self.name,
            description=self.description,
            group=self.group,
            agency=self.agency,
            icon=self.icon,
            keywords=self.keywords,
            names_elsewhere=self.names_elsewhere,
            promise=self.promise.build() if self.promise else None,
            popular=self.popular,
            is_private=self.private,
            is_rounded=self.rounded,
            is_retired=self.retired,
            same_within_m=self.same_within_m,
            kin=self.kin,
            questions=tuple(question.build() for question in self.questions),
        )


class TriggerEntry(Entry):
    """The answer that brings up a stop."""

    service: Code
    question: Code
    answer: Code

    def build(self) -> catalogue.Trigger:
        return catalogue.Trigger(self.service, self.question, self.answer)


class StopEntry(Entry):
    """One of stops.yaml."""

    code: Code
    title: Name
    text: Text
    phone: Phone = ""
    phone_label: Note = ""
    website: Website = ""
    keywords: tuple[Keyword, ...] = ()
    when: tuple[TriggerEntry, ...] = ()

    @model_validator(mode="after")
    def _is_ever_shown(self) -> Self:
        if not self.keywords and not self.when:
            raise ValueError("nothing brings up this stop: it needs `keywords` or `when`")
        return self

    def build(self) -> catalogue.Stop:
        return catalogue.Stop(
            code=self.code,
            title=self.title,
            text=self.text,
            keywords=self.keywords,
            phone=self.phone,
            phone_label=self.phone_label,
            website=self.website,
            when=tuple(trigger.build() for trigger in self.when),
        )
