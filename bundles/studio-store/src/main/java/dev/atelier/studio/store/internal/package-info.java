/** Rows and files: what was promised is on disk. */
@NullMarked
package dev.atelier.studio.store.internal;

import org.jspecify.annotations.NullMarked;
