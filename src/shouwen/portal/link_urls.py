"""Addresses of progress links, `/s/<signed token>/…`: one ticket, without signing in."""

from django.urls import path

from shouwen.portal.access import by_link
from shouwen.portal.urls import AT_A_TICKET

app_name = "progress"
urlpatterns = [path(f"<str:signed>/{act}", by_link(view), name=name) for act, view, name in AT_A_TICKET]
