"""Addresses of the customers' pages."""

from django.urls import path

from shouwen.web.customers import changes, listed, products, workbooks

urlpatterns = [
    path("customers", listed.listed, name="customers"),
    path("customers/new", listed.new, name="customer-new"),
    path("customers/import", workbooks.importing, name="customers-import"),
    path("customers/import/errors", workbooks.errors, name="customers-import-errors"),
    path("customers/import/template", workbooks.template, name="customers-template"),
    path("customers/export", workbooks.export, name="customers-export"),
    path("customers/<int:customer_id>", listed.page, name="customer"),
    path("customers/<int:customer_id>/change", listed.change, name="customer-change"),
    path("customers/<int:customer_id>/tickets", listed.tickets, name="customer-tickets"),
    path("customers/<int:customer_id>/contacts", changes.contact_new, name="contact-new"),
    path("customers/<int:customer_id>/sites", changes.site_new, name="site-new"),
    path("customers/<int:customer_id>/assets", changes.asset_new, name="asset-new"),
    path("customers/<int:customer_id>/contracts", changes.contract_new, name="contract-new"),
    path("contacts/<int:contact_id>", changes.contact, name="contact"),
    path("contacts/<int:contact_id>/departure", changes.contact_gone, name="contact-gone"),
    path("contacts/<int:contact_id>/merge", changes.contact_merge, name="contact-merge"),
    path("sites/<int:site_id>", changes.site, name="site"),
    path("assets/<int:asset_id>", changes.asset, name="asset"),
    path("contracts/<int:contract_id>", changes.contract, name="contract"),
    path("products", products.listed, name="products"),
    path("products/new", products.new, name="product-new"),
    path("products/<str:code>", products.change, name="product"),
]
