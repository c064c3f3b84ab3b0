/** What a studio keeps of the tasks of coding agents: their runs, events, questions, workers and secrets. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.studio.store.agents.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
