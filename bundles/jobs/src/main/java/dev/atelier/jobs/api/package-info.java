/** Jobs: starting, following, cancelling, looking back. */
@Export
@Version("1.1.0")
@NullMarked
package dev.atelier.jobs.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
