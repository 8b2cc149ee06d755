#!/bin/sh
# What udhcpc's events mean for a laptop of the lab: address, default route, resolvers.
set -e
case $1 in
deconfig)
    ip -4 address flush dev "$interface"
    ip link set "$interface" up
    ;;
bound | renew)
    ip -4 address replace "$ip/$mask" dev "$interface"
    # Whatever other address an earlier lease had is gone.
    ip -4 -o address show dev "$interface" | while read -r _ _ _ address _; do
        [ "$address" = "$ip/$mask" ] || ip -4 address del "$address" dev "$interface"
    done
    for gateway in $router; do
        ip -4 route replace default via "$gateway" dev "$interface"
        break
    done
    for server in $dns; do
        echo "nameserver $server"
    done >/etc/resolv.conf
    ;;
esac
