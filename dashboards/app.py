"""The dashboard: `streamlit run dashboards/app.py`, with the lake in `TWOWAY_LAKE`. Draws only; the numbers are the catalog's."""

import streamlit as st

from dashboards.pages import response_rates

st.set_page_config(page_title="Two-way SMS", page_icon="💬", layout="wide")
st.navigation(
    [st.Page(response_rates.draw, title="Response rates", url_path="", default=True)], position="hidden"
).run()
