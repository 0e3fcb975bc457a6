"""The pages in Debian's Chromium, driven by Playwright; skipped, with the reason, where there is none."""
