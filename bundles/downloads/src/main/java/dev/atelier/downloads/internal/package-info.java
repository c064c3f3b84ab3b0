@NullMarked
package dev.atelier.downloads.internal;

import org.jspecify.annotations.NullMarked;
