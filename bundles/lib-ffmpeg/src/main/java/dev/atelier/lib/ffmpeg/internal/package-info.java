/** Finding the program, and unpacking the one in this bundle. */
@NullMarked
package dev.atelier.lib.ffmpeg.internal;

import org.jspecify.annotations.NullMarked;
