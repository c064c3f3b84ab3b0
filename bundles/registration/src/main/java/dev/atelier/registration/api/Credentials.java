package dev.atelier.registration.api;

import dev.atelier.common.api.Secret;
import dev.atelier.wire.api.StudioAddress;

/** A worker's name and key at one studio; never to be sent to another. */
public record Credentials(StudioAddress studio, String workerId, Secret authToken) {}
