/** What coding agents print, read into one vocabulary of events. */
@Export
@Version("1.2.0")
@NullMarked
package dev.atelier.agent.formats.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
