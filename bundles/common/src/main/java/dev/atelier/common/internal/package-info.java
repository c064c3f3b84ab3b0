@NullMarked
package dev.atelier.common.internal;

import org.jspecify.annotations.NullMarked;
