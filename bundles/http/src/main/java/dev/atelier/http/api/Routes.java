package dev.atelier.http.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Routes of one room, registered as a service with the property {@link #LISTENER}. The shell of that listener checks
 * who is asking; a handler parses, calls one service and answers.
 */
@ConsumerType
public interface Routes {
    /** Service property: which listener serves the routes, {@link #LOCAL} or {@link #PUBLIC}. */
    String LISTENER = "atelier.listener";

    /** The loopback API: bearer token. The console serves the same routes to its pages below {@code api/}. */
    String LOCAL = "local";
    /** The HTTP listener, without a login: health and the like. */
    String PUBLIC = "public";

    void define(RouteTable table);
}
