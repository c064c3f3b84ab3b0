package dev.atelier.fleet.internal;

import dev.atelier.http.api.RouteTable;

/** One route and who may use it. */
record FleetRoute(String method, String pattern, Need need, RouteTable.Handler handler) {
    /** What a key must be good for. */
    enum Need {
        READ,
        OPERATE,
        ADMINISTER
    }

    static FleetRoute read(String pattern, RouteTable.Handler handler) {
        return new FleetRoute("GET", pattern, Need.READ, handler);
    }

    static FleetRoute operate(String pattern, RouteTable.Handler handler) {
        return new FleetRoute("POST", pattern, Need.OPERATE, handler);
    }

    static FleetRoute administer(String method, String pattern, RouteTable.Handler handler) {
        return new FleetRoute(method, pattern, Need.ADMINISTER, handler);
    }
}
