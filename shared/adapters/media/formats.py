"""Which containers and codecs are let in; everything else that a decoder could read stays shut."""

# Demuxers that only read the file they were given. Playlists (concat, hls, dash) and reference
# files would let one client's upload read another's recording.
FORMATS = "wav,w64,mp3,flac,ogg,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,aac,amr,amrnb,amrwb,aiff,caf"

# Sound only: no picture decoder is ever opened, and pictures hold most decoder bugs.
CODECS = (
    "aac,aac_fixed,aac_latm,alac,amrnb,amrwb,flac,libopus,opus,vorbis,libvorbis,mp1,mp1float,mp2,mp2float,mp3,mp3float,"
    "gsm,gsm_ms,adpcm_ima_wav,adpcm_ms,adpcm_ima_qt,pcm_alaw,pcm_mulaw,pcm_f32be,pcm_f32le,pcm_f64be,pcm_f64le,"
    "pcm_s16be,pcm_s16le,pcm_s24be,pcm_s24le,pcm_s32be,pcm_s32le,pcm_s8,pcm_u8,pcm_bluray,ac3,eac3"
)

OPTIONS = {
    "format_whitelist": FORMATS,
    "codec_whitelist": CODECS,
    "protocol_whitelist": "file",  # no network, no nested protocols
}
