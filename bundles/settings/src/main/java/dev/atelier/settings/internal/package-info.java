@NullMarked
package dev.atelier.settings.internal;

import org.jspecify.annotations.NullMarked;
