/** Programs and child processes of engines: the only way an engine starts anything outside this process. */
@Export
@Version("2.1.0")
@NullMarked
package dev.atelier.engine.host.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
