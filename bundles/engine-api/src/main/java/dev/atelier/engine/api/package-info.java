/** The domain (tasks, results, model sources) and the contract of an engine. Depends on the JDK only. */
@Export
@Version("1.3.0")
@NullMarked
package dev.atelier.engine.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
