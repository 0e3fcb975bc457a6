"""The guards, each with how it is taken out and the tests that must fail then."""

from dataclasses import dataclass
from datetime import timedelta

from infrastructure.faults.patching import Patches, unheld
from infrastructure.guards.taking_out import consent, doors, erasure, files, leaks, links, pages, trail, withdrawal
from infrastructure.guards.taking_out.replacing import by, nothing
from shared.domain.gates import Gate


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard; `test` names a test function, of which at least one case must fail without the guard."""

    name: str
    what: str
    without: str
    test: str
    patches: Patches


_GATES = "tests/integration/test_gates.py"
_RACES = "tests/integration/test_races.py"
_DOORS = "tests/integration/test_doors.py"
_ERASURE = "tests/integration/test_erasure.py"
_CANARIES = "tests/integration/test_canaries.py"
_READERS = "tests/integration/test_client_readers.py"
_NEW_LINK = "tests/integration/test_client_new_link.py"
_LINKS = "tests/unit/adapters/test_signed_links.py"
_HOSTILE = "tests/unit/adapters/media/test_hostile_files.py"
_NO_ROW = "a move does not ask for its row"
_NO_HOLD = "nobody holds the client while writing"

CONSENT = (
    Guard("C1", "consent at the upload link", "the link asks nothing", f"{_GATES}::test_gate_at_the_link",
          by("shared.services.serve_therapist.uploading.refusal_at", nothing)),
    Guard("C2", "consent at the upload", "the gate asks nothing", f"{_GATES}::test_gate_at_the_upload",
          by("shared.services.accept_recording.refusal_at", nothing)),
    Guard("C3", "consent before decoding", "the gate asks nothing", f"{_GATES}::test_gate_before_decoding",
          consent.gate(Gate.DECODE)),
    Guard("C4", "consent before transcription", "the gate asks nothing", f"{_GATES}::test_gate_before_transcription",
          consent.gate(Gate.TRANSCRIBE)),
    Guard("C5", "consent before drafting", "the gate asks nothing", f"{_GATES}::test_gate_before_drafting",
          consent.gate(Gate.DRAFT)),
    Guard("C6", "consent at approval", "the gate asks nothing", f"{_GATES}::test_gate_at_approval",
          by("shared.services.serve_therapist.review.refusal_at", nothing)),
    Guard("C7", "consent at the moment of sending", "the gate asks nothing", f"{_GATES}::test_gate_at_sending",
          by("shared.services.send_prompt.refusal_at", nothing)),
    Guard("C8", "a changed text asks again", "hashes are not compared",
          "tests/unit/domain/test_consent.py::test_asks_again_when_the_text_or_the_list_of_firms_changes",
          consent.text_not_compared),
    Guard("C9", "no model where software may not infer feelings", "`labels` counts as on everywhere",
          "tests/integration/test_place_policy.py::test_reads_as_far_as_the_place_allows", consent.labels_everywhere),
    Guard("C10", "who was there is said with the upload", "a file that nobody declared is let in",
          f"{_GATES}::test_gate_at_the_upload_wants_to_be_told_who_was_there",
          consent.undeclared_files),
    Guard("C11", "the approved text and no other", "any text counts as approved",
          "tests/integration/test_approval.py::test_sends_nothing_whose_text_is_not_the_one_approved",
          by("shared.domain.prompt.Prompt.is_approved_as_it_stands", property(lambda _: True))),
)  # fmt: skip

WITHDRAWAL = (
    Guard("W1", "withdraw against a part", _NO_HOLD,
          f"{_RACES}::test_nothing_comes_after_a_confirmed_withdrawal[transcribing]", unheld),
    Guard("W2", "withdraw against join", _NO_HOLD,
          f"{_RACES}::test_nothing_comes_after_a_confirmed_withdrawal[joining]", unheld),
    Guard("W3", "withdraw against approve", _NO_ROW,
          f"{_RACES}::test_nothing_comes_after_a_confirmed_withdrawal[approving]", withdrawal.moved_without_its_row),
    Guard("W4", "withdraw against edit", _NO_HOLD,
          f"{_RACES}::test_nothing_comes_after_a_confirmed_withdrawal[editing]", unheld),
    Guard("W5", "withdraw against send", f"{_NO_HOLD}, and the claim does not ask consent's row",
          f"{_RACES}::test_nothing_comes_after_a_confirmed_withdrawal[sending]", withdrawal.claimed_on_any_consent),
    Guard("W6", "confirmed once nobody is writing", "no writer is waited for",
          "tests/integration/test_forget_client.py::test_confirms_only_once_nobody_is_writing",
          by("shared.adapters.dynamo.holds.DynamoHolds.is_held", lambda *_: False)),
)  # fmt: skip

ERASURE = (
    Guard("E1", "crypto shredding", "the data key is kept", f"{_ERASURE}::test_leaves_no_trace_after_a_restore",
          by("shared.adapters.kms_keys.KmsKeys.destroy", nothing)),
    Guard("E2", "the ledger of erasures is replayed", "it is read as empty",
          f"{_ERASURE}::test_leaves_no_trace_after_a_restore",
          by("shared.adapters.dynamo.erasures.DynamoErasures.every", lambda _: ())),
    Guard("E3", "a restored ledger serves nothing", "nobody looks whether it was restored",
          f"{_ERASURE}::test_serves_nothing_from_a_restored_ledger",
          by("shared.runtime.wiring.Stores.refuse_a_restored_ledger", nothing)),
    Guard("E4", "all versions are removed", "the latest one is", f"{_ERASURE}::test_leaves_no_trace_after_a_restore",
          erasure.latest_version_only),
    Guard("E5", "what is sealed is bound to its place", "the place is not authenticated",
          "tests/unit/adapters/test_sealing.py::test_opens_nothing_that_was_moved_or_changed",
          by("shared.adapters.sealing._bound_to", lambda *_: b"")),
    Guard("E6", "text goes when its clock runs out", "the watch does not look",
          "tests/integration/test_retention.py::test_removes_the_text_at_its_date_and_not_before",
          by("shared.services.keep_watch._drop_text", nothing)),
)  # fmt: skip

LEAKS = (
    Guard("L1", "words mask themselves", "they show themselves",
          "tests/unit/test_masking.py::test_masks_words_however_they_are_printed", leaks.shown_words),
    Guard("L2", "logs by an allow-list", "every key is written",
          "tests/unit/runtime/test_telemetry.py::test_writes_only_keys_on_the_list", leaks.every_log_key),
    Guard("L3", "no whole batch fails aloud", "Powertools raises with every child's message",
          f"{_CANARIES}::test_lets_no_word_out_when[nothing fails]", leaks.told_batch_failures),
    Guard("L4", "AWS's errors are translated", "its own message is handed on",
          f"{_CANARIES}::test_lets_no_word_out_when[the table is throttled]", leaks.told_aws_errors),
    Guard("L5", "a failure is logged by its place", "its text is logged",
          "tests/integration/test_nothing_leaks.py::test_keeps_failures_silent",
          by("shared.runtime.batches.where", str)),
)  # fmt: skip

DOORS = (
    Guard("D1", "a therapist sees own clients only", "a client is found whoever asks",
          f"{_DOORS}::test_hides_another_therapists_client_on_every_route", doors.anybodys_clients),
    Guard("D2", "own clients only, on the console", "a client is found whoever asks",
          f"{_DOORS}::test_hides_another_therapists_client_on_every_page", doors.anybodys_clients),
    Guard("D3", "each route asks who is calling", "nobody is somebody",
          f"{_DOORS}::test_asks_every_caller_who_they_are", doors.any_caller),
    Guard("D4", "a console's session", "whoever comes is let in",
          f"{_DOORS}::test_shows_no_page_to_nobody", doors.any_visitor),
    Guard("D5", "a token in every form", "forms are not checked", f"{_DOORS}::test_takes_no_form_from_another_site",
          by("functions.serve_therapist.console.door._check_form", nothing)),
    Guard("D6", "a link's signature", "it is not looked at", f"{_LINKS}::test_opens_nothing_that_was_tampered_with",
          links.unsigned_links),
    Guard("D7", "a link's end", "links last for ever", f"{_LINKS}::test_ends_after_its_time", links.endless_links),
    Guard("D8", "a link's audience", "every link is signed for the same page", f"{_LINKS}::test_opens_no_other_page",
          links.links_for_any_page),
    Guard("D9", "a link's key", "a key that is gone still opens",
          f"{_LINKS}::test_reads_an_old_key_until_it_is_taken_away", links.links_of_any_key),
    Guard("D11", "GET changes nothing", "one page counts who opens it", f"{_DOORS}::test_changes_nothing_on_any_get",
          pages.counted_openings),
    Guard("D12", "one-click POST stops", "it does nothing",
          "tests/integration/test_serve_client.py::test_stops_what_is_queued_by_one_click",
          by("functions.serve_client.stops.stop_notes", nothing)),
    Guard("D13", "bodies have a size", "they are read whatever their size",
          "tests/integration/test_serve_client.py::test_takes_nothing_oversized_and_marks_every_answer",
          doors.bodies_of_any_size),
    Guard("D14", "no line break in a name, at the form", "the form takes any text",
          "tests/integration/test_nonsense.py::test_takes_no_line_break_into_a_name_or_an_address", doors.any_line),
    Guard("D15", "no line break in a mail's header", "control characters are not looked for",
          "tests/unit/domain/mail/test_compose_mail.py::test_a_name_that_could_break_a_header_is_refused",
          by("shared.domain.mail.address._has_control", lambda _: False)),
    Guard("D16", "the client's pages escape", "they do not",
          "tests/integration/test_client_lines.py::test_shows_a_line_as_text_whatever_it_holds",
          pages.unescaped("functions.serve_client.pages")),
    Guard("D17", "the console escapes", "it does not",
          "tests/integration/console/test_console_clients.py::test_writes_a_name_with_markup_as_text",
          pages.unescaped("functions.serve_therapist.console.page", "templates")),
    Guard("D18", "the mail escapes", "it does not",
          "tests/unit/domain/mail/test_compose_mail.py::test_what_a_client_said_is_never_markup",
          pages.unescaped("shared.domain.mail.wire")),
    Guard("D19", "a content security policy on every answer", "answers come without",
          "tests/integration/test_serve_client.py::test_takes_nothing_oversized_and_marks_every_answer",
          pages.without_policy),
    Guard("D20", "a page's policy allows what it holds and no more", "it allows scripts of the page",
          "tests/unit/runtime/test_headers.py::test_never_weakens_the_policy", pages.weak_policy),
    Guard("D21", "so many requests a minute", "nobody counts",
          "tests/integration/test_knocking.py::test_waves_a_stranger_off_who_guesses_links",
          by("shared.runtime.http.comes_too_often", lambda *_: False)),
    Guard("D22", "a mail's link opens in its reader's browser only", "every browser counts as the same one",
          f"{_READERS}::test_a_forwarded_link_shows_and_changes_nothing", doors.one_browser),
    Guard("D23", "a stranger takes no address", "every browser counts as the same one",
          f"{_READERS}::test_a_stranger_cannot_take_the_address", doors.one_browser),
    Guard("D24", "a copied address shows nothing", "a page is shown again to anybody",
          f"{_READERS}::test_a_copied_address_shows_the_neutral_page",
          by("shared.services.serve_client.readers.is_reader", lambda *_: True)),
    Guard("D25", "nobody is kept from stopping", "these buttons ask for a reader as well",
          f"{_READERS}::test_nobody_is_kept_from_stopping",
          by("functions.serve_client.notes.OPEN_TO_ALL", frozenset())),
    Guard("D26", "a link for another browser opens once", "as often as it is pressed",
          f"{_NEW_LINK}::test_a_new_link_lets_another_browser_in", doors.reusable_reader_links),
    Guard("D27", "one such link in ten minutes", "nothing lies between two",
          f"{_NEW_LINK}::test_a_flood_of_asking_sends_one_mail_in_ten_minutes",
          by("shared.services.serve_client.readers.APART", timedelta(0))),
)  # fmt: skip

FILES = (
    Guard("F1", "a form binds the upload's key, type and size", "it binds the key alone",
          "tests/integration/test_upload_bounds.py::test_a_form_takes_one_key_one_type_and_a_bounded_length",
          files.unbounded_forms),
    Guard("F2", "the size is checked again", "any size is decoded",
          "tests/integration/test_upload_bounds.py::test_looks_at_the_size_again_before_decoding",
          by("shared.adapters.media.recording.sum", lambda _: 0, create=True)),
    Guard("F3", "the type is sniffed", "the name is believed",
          "tests/integration/test_bad_recordings.py::test_refuses_what_cannot_be_used",
          by("shared.adapters.media.recording.sniff_format", lambda _: "wav")),
    Guard("F4", "the declared length is read first", "a file is decoded whatever it declares",
          f"{_HOSTILE}::test_refuses_a_hundred_hours_before_decoding_any", files.in_child("declaration")),
    Guard("F5", "decoding stops at the longest length", "it goes on",
          f"{_HOSTILE}::test_stops_decoding_at_the_longest_length",
          files.in_child("length")),
    Guard("F6", "memory and files of the decoder are limited", "they are not",
          f"{_HOSTILE}::test_ends_a_decoder_gone_mad",
          files.in_child("limits")),
    Guard("F7", "formats and protocols are listed", "the decoder opens whatever it can",
          f"{_HOSTILE}::test_follows_no_playlist",
          files.in_child("whitelists")),
    Guard("F8", "the decoder has no credentials", "it gets the function's environment",
          f"{_HOSTILE}::test_gives_the_decoder_nothing_to_steal", files.environment_handed_on),
)  # fmt: skip

TRAIL = (
    Guard("T1", "every route leaves an entry", "requests are not written down",
          "tests/integration/test_trail.py::test_every_route_leaves_one_entry",
          by("shared.runtime.http.write_request", nothing)),
    Guard("T2", "every step leaves an entry", "steps are not written down",
          "tests/integration/test_trail.py::test_every_step_leaves_one_entry",
          by("shared.runtime.batches.write_step", nothing)),
    Guard("T3", "an entry stays as it is", "a second one takes its place",
          "tests/integration/test_trail.py::test_keeps_the_first_of_two_entries", trail.overwritten_entries),
    Guard("T4", "a stranger writes into nobody's trail", "identifiers are written whoever asked",
          "tests/integration/test_trail.py::test_lets_nobody_write_into_a_clients_trail",
          trail.believed_strangers),
)  # fmt: skip

GUARDS = (*CONSENT, *WITHDRAWAL, *ERASURE, *LEAKS, *DOORS, *FILES, *TRAIL)
