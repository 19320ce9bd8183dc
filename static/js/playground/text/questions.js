/**
 * The built-in text: questions as students ask them of deep learning, in English and in Portuguese, one a line. Written
 * for this page. Its size is what makes a network of 100 units learn at the pace of the lecture's.
 */
export const QUESTIONS = `What does a filter look for before it has been trained?
Por que a rede precisa de tantas camadas?
If we call it "learning", what exactly is it that changes?
Is a 1×1 convolution the same as a fully connected layer for each pixel?
O que se perde quando esticamos a imagem em uma coluna?
Why three filters of 3×3 and not one of 7×7?
How many parameters does a layer with 64 filters have?
Dá para saber o que cada neurônio aprendeu?
Does the network see edges because we told it to, or by itself?
Quem escolhe o tamanho do filtro, nós ou a rede?
What is the difference between a kernel and a filter?
Can a network say "I do not know"?
Why is the loss 107 at the start, and what would 0 mean?
If the loss goes down, is the network always getting better?
O erro de treino caiu, mas o de teste subiu: e agora?
How do we know that it has not just learned the answers by heart?
A rede entende o texto ou só repete o que leu?
Why does it write noise first, and words only later?
É verdade que ela aprende primeiro os espaços?
Which letter comes most often after a "q"?
What happens if the learning rate is ten times larger?
E se a taxa de aprendizado for pequena demais?
Is Adagrad better than Adam, or only older?
Por que cortamos o gradiente em 5?
How far back can a recurrent network remember?
O que é "estado" em uma rede recorrente?
Does an LSTM forget on purpose?
Why do gradients vanish, and where do they go?
Posso treinar uma rede no meu celular?
Do we need a GPU, or is patience enough?
How much data is "enough data"?
Com 10 imagens já dá para aprender alguma coisa?
Why does the same network give another result with another seed?
What does the temperature do to the probabilities?
Com temperatura baixa ela repete sempre a mesma frase?
Is there a neuron that knows when a quote is open?
Was the question asked by a student or "by the machine"?
Uma rede pode ser criativa?
Is it still art if "the artist" is a matrix?
Jogar ruído na entrada ajuda mesmo a generalizar?
Who is to blame when the network is wrong?
Quem responde quando a rede erra um diagnóstico?
Would you trust it with your skin, your car, your face?
Por que o modelo acerta 97% e mesmo assim falha comigo?
Can we see why it said "cat" and not "dog"?
Heat maps explain the network, or do they only calm us?
O que acontece se eu embaralhar os pixels de todas as fotos?
Why is a convolution cheaper than a dense layer?
Zero padding changes the border: does the network notice?
Qual é a saída de um filtro 5×5 em uma imagem 32×32?
How many multiplications does one picture cost?
Do the branches of Inception see the same thing?
Juntar os ramos é como montar um vetor de características?
What let GoogLeNet drop its fully connected layers?
Yes, but does a deeper network always win?
Não bastaria uma camada bem larga?
Under which conditions is a small model the better one?
Vamos ter prova sobre backpropagation?
Is the chain rule really all there is to it?
Kernel, filtro, máscara: são três nomes da mesma coisa?
Let us say I shift the cat by one pixel: what changes?
Será que ela reconhece um gato de costas?
Could it learn a language that nobody speaks?
Then why do people call it "intelligence"?
Hype or reality: what will we say in ten years?
Quanto disso tudo é hype, e quanto é realidade?
`;
