"""What every test of the repository can rely on, those of the add-ons included."""

import pytest


def pytest_configure(config):
    if config.pluginmanager.hasplugin("odoo"):  # the scoring tests run without Odoo
        config.pluginmanager.register(OdooTests())
        # pytest-odoo skips every browser test in silence unless it is told to serve
        config.option.odoo_http = True


class OdooTests:
    def __init__(self):
        from odoo.tests import BaseCase, HttpCase

        self.browser_case = HttpCase
        # Odoo gives these to test classes of add-ons only; those in tests/ need them
        BaseCase.test_tags = {"standard", "post_install"}
        BaseCase.test_module = "aftersales_kpi"

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        """Fail a browser test that skips itself: it tested nothing."""
        report = yield
        if report.skipped and item.cls and issubclass(item.cls, self.browser_case):
            report.outcome = "failed"
            report.longrepr = f"A browser test may not be skipped: {call.excinfo.value}"
        return report
