/**
 * What runs inside a child process, and the frames it speaks. Knows the JDK only: a child has these classes, those of
 * its engine and nothing else of the worker.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.engine.host.child;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
