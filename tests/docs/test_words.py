"""Every word that a file may use is explained, and nothing is explained that is no word."""

import inspect
from collections.abc import Iterator
from types import ModuleType

import pytest
from pydantic import BaseModel

from engine import ruletests
from engine.language import conditions, rules, words
from engine.load import WORDS as RULE_WORDS
from engine.measures import catalogue
from engine.schemas import DOCUMENTS, glossary
from evidence import model
from evidence.read import WORDS as EVIDENCE_WORDS
from tests.docs.walk import DOCS

SAID = {document: glossary((DOCS.parent / document).read_text("utf-8")) for document in DOCUMENTS}
EXPLAINED = {entry for said in SAID.values() for entry in said}


def models(module: ModuleType) -> Iterator[type[BaseModel]]:
    """The models that a module defines."""
    for _, found in inspect.getmembers(module, inspect.isclass):
        if issubclass(found, BaseModel) and found.__module__ == module.__name__:
            yield found


def words_of(found: type[BaseModel]) -> set[str]:
    """The words of a model, as files spell them."""
    return {field.alias or name for name, field in found.model_fields.items()}


MODELS = {found.__name__: found for module in (words, conditions, rules, ruletests, model, catalogue) for found in models(module)}


@pytest.mark.parametrize("name", [name for name, found in MODELS.items() if words_of(found)])
def test_every_word_is_explained_where_it_stands(name: str) -> None:
    """Each word of each model has its line in a table for that model, or for one that it takes the word from."""
    bases = [base.__name__ for base in MODELS[name].__mro__]
    assert {word for word in words_of(MODELS[name]) if not any((base, word) in EXPLAINED for base in bases)} == set()


@pytest.mark.parametrize(("document", "known"), [(DOCUMENTS[0], RULE_WORDS), (DOCUMENTS[1], EVIDENCE_WORDS)])
def test_a_document_explains_every_word_of_its_language(document: str, known: frozenset[str]) -> None:
    """The words that the loader knows are all in the tables of the document that teaches them."""
    assert known - {word for _, word in SAID[document]} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_only_words_are_explained(document: str) -> None:
    """Each line of a table explains a word that one of the table's models has."""
    meant = {word: {m for m, w in SAID[document] if w == word} for _, word in SAID[document]}
    beside = {"findings", "rung", "triggers"}  # what rule tests expect, beside grades
    assert {word for word, of in meant.items() if word not in beside and not any(word in words_of(MODELS[m]) for m in of)} == set()
