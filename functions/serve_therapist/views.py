"""How what a therapist may see is written as JSON."""

from typing import Any

from shared.domain.client import Client
from shared.domain.consent import Consent
from shared.domain.kept_thread import TAPS
from shared.domain.listen_first import listen_first
from shared.domain.places import Rules
from shared.domain.prompt import Prompt
from shared.domain.session import Session
from shared.domain.threads import EmotionalThread, RiskLine
from shared.domain.transcript import Turn
from shared.services.serve_therapist.progress import Finished
from shared.services.serve_therapist.review import DraftView
from shared.services.serve_therapist.speakers import Voices
from shared.services.serve_therapist.threads import Sighting, ThreadView

View = dict[str, Any]


def client_view(client: Client) -> View:
    """Write one client."""
    return {
        "client_id": client.client_id,
        "name": client.profile.name.reveal(),
        "has_address": bool(client.profile.email),
        "time_zone": client.dial.time_zone,
        "opens": client.dial.opens.isoformat("minutes"),
        "closes": client.dial.closes.isoformat("minutes"),
        "pace": client.dial.pace,
        "mail_blocked": client.mail_blocked,
        "has_stopped": client.has_stopped,
        "next_session_at": client.next_session_at,
        "place": client.place,
        "therapist_place": client.therapist_place,
        "part_2": client.is_part_2,
    }


def consent_view(consent: Consent) -> View:
    """Write what a client agreed to."""
    return {
        "withdrawn_at": consent.withdrawn_at,
        "grants": {
            purpose.value: {
                "given_at": grant.given_at,
                "until": grant.until,
                "text_version": grant.text_version,
                "text_hash": grant.text_hash,
                "recorded_by": grant.recorded_by,
            }
            for purpose, grant in consent.grants.items()
        },
    }


def rules_view(rules: Rules) -> View:
    """Write what the policy of both parties' places allows."""
    return {
        "labels": rules.labels,
        "client_mail": rules.client_mail,
        "full_text": rules.full_text,
        "telehealth_upload": rules.telehealth_upload,
        "consent_lead_hours": rules.consent_lead_hours,
        "notice_items": list(rules.notice_items),
    }


def session_view(session: Session) -> View:
    """Write how far a session is."""
    return {
        "session_id": session.ref.session_id,
        "state": session.state,
        "reason": session.reason,
        "sentence": session.sentence,
        "flags": sorted(session.flags),
        "duration_s": session.duration_s,
        "parts": len(session.spans),
        "parts_done": len(session.parts_done) + len(session.parts_lost),
        "accepted_at": session.accepted_at,
        "moved_at": session.moved_at,
        "audio_until": session.audio_until,
        "text_until": session.text_until,
        "modality": session.modality,
        "speech_engine": session.speech_engine,
        "reading_engine": session.reading_engine,
    }


def voices_view(shown: Voices) -> View:
    """Write the voices of a session."""
    return {
        **session_view(shown.session),
        "confidence": round(shown.confidence, 2),
        "voices": [
            {
                "voice": voice.number,
                "guess": voice.guess,
                "seconds": round(voice.seconds),
                "lines": [_turn_view(turn) for turn in voice.lines],
            }
            for voice in shown.voices
        ],
    }


def finished_view(finished: Finished) -> View:
    """Write everything made from a session."""
    return {
        **session_view(finished.session),
        "brief": finished.brief.as_text(),
        "risk": [{**_risk_view(line), **_doubt(line, finished)} for line in finished.reading.risk],
        "threads": [
            {**_thread_view(thread), **_doubt(thread, finished), **_kept_of(finished, rank)}
            for rank, thread in enumerate(finished.reading.threads, start=1)
        ],
        "turns": [_turn_view(turn) for turn in finished.transcript.turns],
        "prompts": [prompt_view(prompt) for prompt in finished.prompts],
    }


def kept_thread_view(view: ThreadView) -> View:
    """Write a thread across sessions: where it stands, each sighting with its words, and what was tapped."""
    return {
        "thread_id": view.kept.ref.thread_id,
        "state": view.kept.state,
        "changed_at": view.kept.changed_at,
        "sightings": [_sighting_view(sighting) for sighting in view.sightings],
        "taps": [{"tap": event.kind, "at": event.at} for event in view.kept.events if event.kind in TAPS],
    }


def prompt_view(prompt: Prompt) -> View:
    """Write where a prompt stands."""
    return {
        "prompt_id": prompt.ref.prompt_id,
        "rank": prompt.rank,
        "state": prompt.state,
        "text_hash": prompt.text_hash,
        "approved_hash": prompt.approved_hash,
        "due_at": prompt.due_at,
        "sent_at": prompt.sent_at,
        "reason": prompt.reason,
        "answer": prompt.answer,
        "opened_at": prompt.opened_at,
    }


def draft_view(view: DraftView) -> View:
    """Write a draft beside its evidence."""
    return {
        **prompt_view(view.prompt),
        "subject": view.note.subject,
        "body": view.note.body,
        "quote": view.draft.quote,
        "turn": view.draft.turn,
        "why": view.draft.why,
        "findings": [{"rule": finding.rule, "sentence": finding.sentence} for finding in view.findings],
    }


def _kept_of(finished: Finished, rank: int) -> View:
    """Say under which name a thread of this session is kept, where it stands, and where it stood before."""
    ref = finished.session.ref
    for view in finished.kept:
        if view.kept.rank_in(ref) == rank:
            before = [each for each in view.sightings if each.event.at < finished.session.accepted_at]
            return {
                "thread_id": view.kept.ref.thread_id,
                "state": view.kept.state,
                "came_back": [_sighting_view(sighting) for sighting in before],
            }
    return {"thread_id": "", "state": "", "came_back": []}


def _sighting_view(sighting: Sighting) -> View:
    return {
        "session_id": sighting.event.session.session_id,
        "at": sighting.event.at,
        **_thread_view(sighting.found),
    }


def _thread_view(thread: EmotionalThread) -> View:
    return {
        "turn": thread.turn,
        "turns": list(thread.turns),
        "quote": thread.quote,
        "topic": thread.topic,
        "why": list(thread.why),
        "start_s": thread.start_s,
        "end_s": thread.end_s,
        "evidence": [{"why": each.why, "turn": each.turn, "moved_away": each.moved_away} for each in thread.evidence],
    }


def _doubt(said: EmotionalThread | RiskLine, finished: Finished) -> View:
    """Say whether the recogniser doubted a word of a quote, which a person should then listen to first."""
    return {"listen_first": listen_first(finished.transcript, said.turn, said.quote)}


def _risk_view(line: RiskLine) -> View:
    return {"turn": line.turn, "quote": line.quote, "start_s": line.start_s}


def _turn_view(turn: Turn) -> View:
    return {
        "i": turn.index,
        "speaker": turn.speaker,
        "start_s": turn.start_s,
        "end_s": turn.end_s,
        "text": turn.text,
    }
