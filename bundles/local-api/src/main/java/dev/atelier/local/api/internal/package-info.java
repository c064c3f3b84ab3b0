@NullMarked
package dev.atelier.local.api.internal;

import org.jspecify.annotations.NullMarked;
