"""Django's admin as an application of ours: another site, and nothing registered by others.

The packages we use would register their tables too, secrets of second factors among them. What
staff edit is registered by the modules that samverkan/urls.py imports.
"""

from django.contrib.admin.apps import SimpleAdminConfig


class AdminConfig(SimpleAdminConfig):
    default_site = "samverkan.admin.site.StaffSite"
