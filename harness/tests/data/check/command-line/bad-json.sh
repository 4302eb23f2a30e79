qemu-system-x86_64 -M q35 -m 2G -object '{"qom-type":"memory-backend-ram","id":'
