"""Address of the palette."""

from django.urls import path

from shouwen.web.palette import views

urlpatterns = [path("palette", views.found, name="palette")]
