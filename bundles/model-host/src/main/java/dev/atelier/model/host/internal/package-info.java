@NullMarked
package dev.atelier.model.host.internal;

import org.jspecify.annotations.NullMarked;
