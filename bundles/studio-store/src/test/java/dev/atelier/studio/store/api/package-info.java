@NullMarked
package dev.atelier.studio.store.api;

import org.jspecify.annotations.NullMarked;
