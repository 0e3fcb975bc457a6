"""Picks the recogniser that a setting names, or says in one line what is missing."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from shared.errors import SettingError
from shared.ports import SpeechEngine

EMBEDDED = "pocketsphinx"
WITH_WEIGHTS = ("whisper", "ctranslate2")
_PACKAGES = {"pocketsphinx": "pocketsphinx", "whisper": "whisper", "ctranslate2": "faster_whisper"}
_REMEDIES = {
    "pocketsphinx": "pip install 'doorknob[local]'",
    "whisper": "make whisper",
    "ctranslate2": "pip install 'doorknob[ctranslate2]'",
}


def load_engine(name: str, *, model: str | None = None) -> SpeechEngine:
    """Give the recogniser of that name; its weights are loaded when the first part is heard.

    Raises:
        SettingError: when there is no such recogniser, or its package or weights are missing.
    """
    if ":" in name:
        return _of_their_own(name)
    if name not in _PACKAGES:
        message = f"there is no recogniser '{name}': choose one of {', '.join(_PACKAGES)}"
        raise SettingError(message)
    if find_spec(_PACKAGES[name]) is None:
        message = f"the recogniser '{name}' is not installed: {_REMEDIES[name]}, or choose {EMBEDDED}"
        raise SettingError(message)
    if name == EMBEDDED:
        from shared.adapters.speech.pocketsphinx_engine import PocketsphinxEngine  # noqa: PLC0415 - may be absent

        return PocketsphinxEngine()
    return _with_weights(name, _weights(name, model))


def _of_their_own(name: str) -> SpeechEngine:
    """Load a recogniser that somebody brings along, named as `package.module:function`."""
    module, _, maker = name.partition(":")
    try:
        engine: SpeechEngine = getattr(import_module(module), maker)()
    except (ImportError, AttributeError) as error:
        message = f"the recogniser '{name}' cannot be loaded ({type(error).__name__}): name it package.module:function"
        raise SettingError(message) from None
    return engine


def _weights(name: str, model: str | None) -> Path:
    if not model:
        message = (
            f"the recogniser '{name}' needs weights: name their file in the setting SPEECH_MODEL or by --model, "
            f"or choose {EMBEDDED}, which needs none"
        )
        raise SettingError(message)
    path = Path(model)
    if not path.exists():
        message = f"the weights for '{name}' are not where SPEECH_MODEL or --model says: {path}"
        raise SettingError(message)
    if name == "ctranslate2" and not (path / "model.bin").is_file():
        message = f"{path} does not hold converted weights; make them: doorknob convert-weights MODEL.pt FOLDER"
        raise SettingError(message)
    if name == "whisper" and not path.is_file():
        message = f"{path} is a folder, and 'whisper' takes a checkpoint such as base.en.pt; or choose ctranslate2"
        raise SettingError(message)
    return path


def _with_weights(name: str, path: Path) -> SpeechEngine:
    if name == "whisper":
        from shared.adapters.speech.whisper_engine import WhisperEngine  # noqa: PLC0415 - only where it is asked for

        return WhisperEngine(path)
    from shared.adapters.speech.ctranslate2_engine import CTranslate2Engine  # noqa: PLC0415 - as above

    return CTranslate2Engine(path)
