package dev.atelier.studio.dispatch.internal;

import dev.atelier.engine.api.Kind;

/** What a job needs of a worker. Jobs of one class fit the same workers. */
record JobClass(Kind kind, String engine, String model, double vramGb) {}
