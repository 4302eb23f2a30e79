/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libvirt's functions, from the shared library, loaded when first needed: linking against it would
 * make every start of memroof load its fifty libraries, half the time of a probe.
 */
#ifndef MEMROOF_VM_LIBVIRT_API_H
#define MEMROOF_VM_LIBVIRT_API_H

#include <glib.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#define LIBVIRT_FUNCTIONS(FUNCTION)                                                                \
	FUNCTION(virGetVersion)                                                                    \
	FUNCTION(virGetLastError)                                                                  \
	FUNCTION(virSetErrorFunc)                                                                  \
	FUNCTION(virEventRegisterDefaultImpl)                                                      \
	FUNCTION(virEventRunDefaultImpl)                                                           \
	FUNCTION(virConnectOpen)                                                                   \
	FUNCTION(virConnectClose)                                                                  \
	FUNCTION(virConnectGetVersion)                                                             \
	FUNCTION(virConnectGetLibVersion)                                                          \
	FUNCTION(virConnectSetKeepAlive)                                                           \
	FUNCTION(virConnectRegisterCloseCallback)                                                  \
	FUNCTION(virConnectUnregisterCloseCallback)                                                \
	FUNCTION(virConnectDomainEventRegisterAny)                                                 \
	FUNCTION(virConnectDomainEventDeregisterAny)                                               \
	FUNCTION(virDomainCreateXML)                                                               \
	FUNCTION(virDomainLookupByName)                                                            \
	FUNCTION(virDomainGetName)                                                                 \
	FUNCTION(virDomainGetXMLDesc)                                                              \
	FUNCTION(virDomainResume)                                                                  \
	FUNCTION(virDomainDestroy)                                                                 \
	FUNCTION(virDomainFree)                                                                    \
	FUNCTION(virDomainAttachDeviceFlags)                                                       \
	FUNCTION(virDomainUpdateDeviceFlags)                                                       \
	FUNCTION(virDomainOpenConsole)                                                             \
	FUNCTION(virStreamNew)                                                                     \
	FUNCTION(virStreamRecv)                                                                    \
	FUNCTION(virStreamAbort)                                                                   \
	FUNCTION(virStreamFree)                                                                    \
	FUNCTION(virStreamEventAddCallback)                                                        \
	FUNCTION(virStreamEventRemoveCallback)

/* What stands in a library of its own: libvirt-qemu. */
#define LIBVIRT_QEMU_FUNCTIONS(FUNCTION)                                                           \
	FUNCTION(virDomainQemuMonitorCommand)                                                      \
	FUNCTION(virConnectDomainQemuMonitorEventRegister)                                         \
	FUNCTION(virConnectDomainQemuMonitorEventDeregister)

struct libvirt_api {
#define LIBVIRT_MEMBER(name) __typeof__(&name) name;
	LIBVIRT_FUNCTIONS(LIBVIRT_MEMBER)
	LIBVIRT_QEMU_FUNCTIONS(LIBVIRT_MEMBER)
#undef LIBVIRT_MEMBER
};

/* The functions; NULL with a broken error that says what is missing. From any thread. */
const struct libvirt_api *libvirt_api(GError **error);

/* What the library calls itself: "9.0.0"; newly allocated, or NULL when there is none. */
char *libvirt_version(void);

#endif
