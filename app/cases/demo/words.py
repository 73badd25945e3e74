"""What invented residents write, and what an invented crew answers: plain sentences that fit any problem."""

WORDS: dict[str, tuple[str, ...]] = {
    "en": (
        "This has been here for more than a week.",
        "Please come soon. Children walk past here every day.",
        "It gets worse each time it rains.",
        "My neighbors and I have asked about this before.",
        "I almost fell here last night.",
        "It is on the corner, next to the bus stop.",
        "It was fixed last year, and now it is back.",
        "You cannot miss it. It is right in front of the school.",
    ),
    "es": (
        "Lleva aquí más de una semana.",
        "Por favor vengan pronto. Los niños pasan por aquí todos los días.",
        "Empeora cada vez que llueve.",
        "Está en la esquina, junto a la parada del autobús.",
        "Lo arreglaron el año pasado y ahora está igual.",
    ),
    "fr": (
        "C'est là depuis plus d'une semaine.",
        "Venez vite, s'il vous plaît. Des enfants passent ici tous les jours.",
        "C'est au coin de la rue, près de l'arrêt de bus.",
    ),
    "pt": (
        "Está aqui há mais de uma semana.",
        "Por favor, venham logo. Crianças passam por aqui todos os dias.",
        "Fica na esquina, ao lado do ponto de ônibus.",
    ),
    "ar": (
        "هذه المشكلة هنا منذ أكثر من أسبوع.",
        "نرجو الحضور قريبًا. الأطفال يمرّون من هنا كل يوم.",
        "تسوء الحال كلما نزل المطر.",
    ),
    "zh-Hans": ("这个问题已经一个多星期了。", "请尽快来处理，孩子们每天都从这里经过。", "就在拐角处，公交车站旁边。"),
    "vi": (
        "Tình trạng này đã hơn một tuần rồi.",
        "Xin đến sớm. Trẻ em đi qua đây mỗi ngày.",
        "Nó ở góc đường, cạnh trạm xe buýt.",
    ),
    "ru": (
        "Это здесь уже больше недели.",
        "Пожалуйста, приезжайте скорее. Здесь каждый день ходят дети.",
        "Это на углу, рядом с автобусной остановкой.",
    ),
    "ko": ("일주일 넘게 이 상태입니다.", "아이들이 매일 지나다니는 곳이니 빨리 와 주세요."),
    "id": ("Ini sudah lebih dari seminggu.", "Tolong segera datang. Anak-anak lewat sini setiap hari."),
}
NOTES = (
    "Our crew took care of this today.",
    "Thank you. The work is done.",
    "We came in the morning and finished before noon.",
    "Thank you for telling us. Please report it again if it comes back.",
)
