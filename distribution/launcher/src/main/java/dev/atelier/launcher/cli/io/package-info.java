/** How a command talks: to the person, and to the process of its home over plain sockets. */
@NullMarked
package dev.atelier.launcher.cli.io;

import org.jspecify.annotations.NullMarked;
