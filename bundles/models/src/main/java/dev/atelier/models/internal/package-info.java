@NullMarked
package dev.atelier.models.internal;

import org.jspecify.annotations.NullMarked;
