{
    "meta": {
        "coin": "skycoin",
        "cryptoType": "sha256-xor",
        "encrypted": "true",
        "filename": "sha256xor-encrypted.wlt",
        "label": "sha256xor",
        "lastSeed": "",
        "secrets": "gnuCNYiwuFN/eyAvOZYTYB+/ALRgkh5omR/7xyJIIsSrEQtMLkXrms05tYe0r5px1DHNASHz5jUg0T3RH4dS/fTusy2SORIq00f5rZLqLP9q+ySMKxhMBa1JPW64mSDRlVV9nS3LqTu06baSwDvN3wL8KtmbNVYxQ9PN8nk3plG2agiEW6/UpqUR1F2oWO58w9uwdy7rz2pS/QztlFoWVlQd9F9tNhDJEesCX5zTsxsd5O1glsKnagzy3216x4AQfC3LJZj3DiUTTXx0nMKzbLMsmwmYL0ZW/9ACtzU/1rWcVzQe95B8E4f7n8JoLLn4Mg1JATKHG7ISpunOVzLz6Yxyqh8azbaSemxR4lCgw1bbOZQryn3l5JX7ReZAW/JoJgNJ4aaaYZ/u0Tg94feOQgaJq6cKVNB8lHjU8zHfpbc=",
        "seed": "",
        "tm": "1549801106",
        "type": "deterministic",
        "version": "0.2"
    },
    "entries": [
        {
            "address": "kqc4S2EJNLMQ11hwo3Vg2ZvNc3CksDXnPy",
            "public_key": "03c4aca54b68dda7eaf947d83c25d99b84becf8714b666d283b4f23b40d7e9e172",
            "secret_key": ""
        }
    ]
}
