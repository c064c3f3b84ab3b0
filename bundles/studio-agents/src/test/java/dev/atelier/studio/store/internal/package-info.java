@NullMarked
package dev.atelier.studio.store.internal;

import org.jspecify.annotations.NullMarked;
