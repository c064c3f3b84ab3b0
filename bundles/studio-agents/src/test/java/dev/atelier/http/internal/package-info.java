@NullMarked
package dev.atelier.http.internal;

import org.jspecify.annotations.NullMarked;
