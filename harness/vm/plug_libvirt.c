/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/plug_libvirt.h"

#include "vm/libvirt_xml.h"
#include "vm/plug_qmp.h"

#include <stdlib.h>
#include <string.h>

/* libvirt numbers its DIMMs from 0. */
#define DIMM_ALIAS "dimm"

/* Without what libvirt puts before QEMU's words or its own. */
static void answer(struct plug_libvirt *self, gboolean ok, struct libvirt_failure *failure)
{
	plug_answered(self->plug, ok ? NULL : failure->text);
	if (!ok)
		libvirt_failure_clear(failure);
}

static void attach(void *user, unsigned number, uint64_t bytes)
{
	struct plug_libvirt *self = user;
	g_autofree char *xml = libvirt_dimm_xml(bytes);
	struct libvirt_failure failure;

	(void)number; /* libvirt counts by itself */
	plug_begun(self->plug);
	answer(self, libvirt_domain_attach(self->domain, xml, &failure), &failure);
}

static void resize(void *user, uint64_t bytes)
{
	struct plug_libvirt *self = user;
	g_autofree char *xml = libvirt_virtio_mem_xml(self->point, bytes);
	struct libvirt_failure failure;

	plug_begun(self->plug);
	answer(self, libvirt_domain_update(self->domain, xml, &failure), &failure);
}

/* libvirt learns the size by QEMU's event, which comes once a second at most, so QEMU is asked. */
static void ask_size(void *user)
{
	struct plug_libvirt *self = user;
	struct libvirt_failure failure;
	json_t *value = libvirt_domain_ask(self->domain, "qom-get",
					   json_pack("{s:s,s:s}", "path",
						     "/machine/peripheral/" LIBVIRT_VIRTIO_MEM,
						     "property", "size"),
					   &failure);

	if (value != NULL) {
		plug_sized(self->plug, (uint64_t)json_integer_value(value), NULL);
		json_decref(value);
	} else {
		plug_sized(self->plug, 0, failure.text);
		libvirt_failure_clear(&failure);
	}
}

/* The domain is ended by who watches it. */
static void finish(void *user)
{
	(void)user;
}

void plug_libvirt_init(struct plug_libvirt *self, struct plug *plug, const struct point *point,
		       struct libvirt_domain *domain)
{
	*self = (struct plug_libvirt){
		.port = {attach, resize, ask_size, finish, self},
		.plug = plug,
		.point = point,
		.domain = domain,
	};
}

void plug_libvirt_event(struct plug_libvirt *self, const struct libvirt_event *event)
{
	const json_t *info = json_object_get(event->data, "info");
	const char *device = json_string_value(json_object_get(info, "device"));

	if (strcmp(event->name, "ACPI_DEVICE_OST") == 0 && device != NULL &&
	    g_str_has_prefix(device, DIMM_ALIAS))
		plug_dimm_event(self->plug, (unsigned)atoi(device + strlen(DIMM_ALIAS)) + 1,
				plug_ost_status(info));
	else if (strcmp(event->name, "MEMORY_DEVICE_SIZE_CHANGE") == 0 &&
		 g_strcmp0(json_string_value(json_object_get(event->data, "id")),
			   LIBVIRT_VIRTIO_MEM) == 0)
		plug_size_event(self->plug,
				(uint64_t)json_integer_value(json_object_get(event->data, "size")));
}
