/** What this machine is called, has and has left. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.host.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
