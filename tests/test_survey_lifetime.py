"""Surveys on a database and server of their own: a rush of customers, then the end."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

import lifetime
from lifetime import DB, run

DATABASE = f"{DB}_survey_lifetime"
ADDON = "aftersales_kpi_survey"
CUSTOMERS = 500

INVITE = f"""
survey = env.ref("{ADDON}.survey_satisfaction")
partners = env["res.partner"].create(
    [dict(name=f"C {{n}}", email=f"c{{n}}@example.com") for n in range({CUSTOMERS})]
)
invitations = env["aftersales.invitation"].create(
    [
        dict(survey_id=survey.id, company_id=env.company.id, partner_id=partner.id)
        for partner in partners
    ]
)
invitations._move("action_send", deadline="2999-01-01", sent_on="2026-01-01")
env.cr.commit()
"""
TOKENS = "SELECT access_token FROM aftersales_invitation ORDER BY id"
CHOICE = f"""
    SELECT res_id FROM ir_model_data
     WHERE module = '{ADDON}' AND name = 'satisfaction_%s'
"""
ANSWERS = """
    SELECT count(*), count(DISTINCT kpi_invitation_id)
      FROM survey_user_input WHERE state = 'done'
"""
FACTS = """
    SELECT count(*), count(DISTINCT o.res_id), sum(o.numerator)::int
      FROM aftersales_observation o JOIN aftersales_kind kind ON kind.id = o.kind_id
     WHERE kind.code = 'survey_satisfaction'
"""
LEDGER = """
    SELECT kind.code, count(*), sum(o.numerator), sum(o.denominator)
      FROM aftersales_observation o JOIN aftersales_kind kind ON kind.id = o.kind_id
     GROUP BY 1 ORDER BY 1
"""
LEFT_BEHIND = """
    SELECT 'column ' || table_name || '.' || column_name
      FROM information_schema.columns
     WHERE table_name LIKE 'survey%' AND column_name LIKE 'kpi%'
     UNION ALL
    SELECT 'table ' || tablename FROM pg_tables
     WHERE tablename SIMILAR TO 'aftersales_(invitation|campaign|phone|visit|test)%'
     UNION ALL
    SELECT 'survey ' || survey_type FROM survey_survey WHERE survey_type = 'aftersales'
     UNION ALL
    SELECT 'cron ' || cron_name FROM ir_cron WHERE cron_name LIKE '%questionnaires%'
"""


query = partial(lifetime.query, DATABASE)


def odoo(*arguments):
    return run("odoo", *arguments, "--no-http")


@pytest.fixture(scope="module")
def surveys():
    """A database with both add-ons, for the tests of this file in their order."""
    lifetime.copy_without_ours(DATABASE)
    odoo("-d", DATABASE, "-i", ADDON, "--stop-after-init")
    yield
    lifetime.drop(DATABASE)


@pytest.fixture
def server(surveys):
    """The port of a real server on the database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["odoo", "-d", DATABASE, "-p", str(port), "--max-cron-threads=0"]
    # so many at a time, the others wait: each takes up to three database connections
    environment = {**os.environ, "ODOO_MAX_HTTP_THREADS": "12"}
    with subprocess.Popen([*command, "--log-level=error"], env=environment) as process:
        for _second in range(60):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(1)
        yield port
        process.send_signal(signal.SIGTERM)


def post(port, path, body, content_type):
    """The response to a form; a connection that a full queue drops is tried again."""
    for attempt in range(30):
        connection = HTTPConnection("127.0.0.1", port, timeout=300)
        try:
            connection.request("POST", path, body, {"Content-Type": content_type})
            response = connection.getresponse()
            response.read()
        except (ConnectionError, TimeoutError):
            time.sleep(0.1 * attempt)
        else:
            return response
        finally:
            connection.close()
    raise ConnectionError(f"{path} was never taken")


def answer(port, token, choices):
    """One customer: the click of the mail, then the page, each sent twice."""
    choice, page = choices
    for _twice in range(2):
        response = post(
            port,
            f"/kpi/survey/{token}/answer",
            f"choice={choice}",
            "application/x-www-form-urlencoded",
        )
        assert response.status == 303, response.status
    survey, own = urlsplit(response.headers["Location"]).path.rsplit("/", 2)[-2:]
    for _twice in range(2):
        response = post(
            port,
            f"/survey/submit/{survey}/{own}",
            json.dumps({"jsonrpc": "2.0", "params": page}),
            "application/json",
        )
        assert response.status == 200, response.status


def test_five_hundred_answers_at_once(server):
    """All start together; each is recorded once, whoever sends it twice."""
    odoo_shell = ["odoo", "shell", "-d", DATABASE, "--no-http", "--log-level=error"]
    subprocess.run(odoo_shell, input=INVITE, text=True, check=True)
    tokens = query(TOKENS)
    assert len(tokens) == CUSTOMERS
    good, overall = (int(query(CHOICE % name)[0]) for name in ("overall_2", "overall"))
    choices = (good, {str(overall): str(good)})
    failures, together = [], threading.Barrier(CUSTOMERS)

    def customer(token):
        together.wait()
        try:
            answer(server, token, choices)
        except Exception as error:  # noqa: BLE001 (reported below, with its customer)
            failures.append(error)

    threads = [threading.Thread(target=customer, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert query(ANSWERS) == [f"{CUSTOMERS}|{CUSTOMERS}"]
    # each 4 of 5: 80 of 100
    assert query(FACTS) == [f"{CUSTOMERS}|{CUSTOMERS}|{80 * CUSTOMERS}"]


def test_uninstalling_keeps_the_observations(surveys):
    """What was said stays in the ledger; the add-on can come back to it."""
    before = query(LEDGER)
    assert before
    run("odoo", "module", "uninstall", "-d", DATABASE, ADDON)
    assert query(LEDGER) == before
    assert query(LEFT_BEHIND) == []
    odoo("-d", DATABASE, "-i", ADDON, "--stop-after-init")
    assert query(LEDGER) == before
