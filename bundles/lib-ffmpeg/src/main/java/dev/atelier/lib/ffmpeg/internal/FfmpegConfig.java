package dev.atelier.lib.ffmpeg.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(name = "Film and sound", description = "The program that writes films and compressed sound")
public @interface FfmpegConfig {
    @AttributeDefinition(
            name = "ffmpeg",
            description = "Path of the ffmpeg program. Empty: the one on the PATH, else the one that comes along.",
            required = false)
    String ffmpeg__path() default "";
}
