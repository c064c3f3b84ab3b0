package dev.atelier.session.internal;

import dev.atelier.engine.api.Body;
import dev.atelier.registration.api.Credentials;

/** A result made of bytes, addressed. */
record Parcel(Credentials to, String jobId, String prompt, String ext, Body body) {}
