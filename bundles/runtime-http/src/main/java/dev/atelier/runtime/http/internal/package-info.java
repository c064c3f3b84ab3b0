@NullMarked
package dev.atelier.runtime.http.internal;

import org.jspecify.annotations.NullMarked;
